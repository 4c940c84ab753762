"""`core.sequences.TASKS` and all that belongs to it, by the name that it is known by."""

from core.recurrent.tasks import *
