"""Stock Rasa with the same content: the yardstick of the throughput figure."""
