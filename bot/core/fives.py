"""Numbers of people, told in steps of five: what a picture of the service may say of groups of people.

A group of one to four reads like nobody, and 40 means 40 to 44. So no number is so small that it points at somebody,
and no subtraction, of one group from a total or of one period from another, gives such a number: every told number
leaves five sizes open, and a difference of two leaves at least as many.
"""

from collections.abc import Collection
from typing import Final

STEP: Final = 5


def told(people: int) -> int:
    """The number that may be said: the largest multiple of five that is not more. 0: fewer than five, or nobody."""
    return people // STEP * STEP


def total(groups: Collection[int]) -> int:
    """The number that may be said of all of them together, where nobody is in two of these groups.

    One step less where it would say that every group is as large as its own number allows: then all would be known.
    """
    people = told(sum(groups))
    most = sum(told(group) + STEP - 1 for group in groups)
    return people - STEP if groups and people >= most else people
