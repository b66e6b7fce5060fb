"""The desk of staff: server-rendered pages under `/console`.

One module per area of work. A module declares its pages in `PAGES`, each with who may open it; `areas.py` lists the
modules, `desk.py` guards every request, `visit.py` is what a page is given, `forms.py` reads what was typed.
How to add a page: docs/console.md.
"""
