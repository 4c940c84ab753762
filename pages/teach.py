"""The teacher's page: a lesson is put together here."""

from ui.address import address, followed
from ui.lab import translator
from ui.teach.draft import keep
from ui.teach.page import show_teach

t = translator()
followed()
address(t)
show_teach(t)
keep(t)
