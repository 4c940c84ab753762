"""The page of lessons: those that are ready made, and a file that somebody brings along.

A stop of a lesson is on the page of its lab (see ui/lesson); only one whose lab this version has not is here.
"""

from ui.address import address, followed
from ui.lab import translator
from ui.lesson import playing
from ui.lesson.shelf import show_shelf

t = translator()
here = playing()
followed()
address(t, here.query if here else None, copies=False)
if here is None:
    show_shelf(t)
