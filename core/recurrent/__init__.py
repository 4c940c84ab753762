"""The recurrent lab: cells, passes, tasks and training. Its public names are gathered here."""

from core.recurrent.cells import CELLS as CELLS
from core.recurrent.cells import VARIANTS as VARIANTS
from core.recurrent.cells import Weights as Weights
from core.recurrent.history import RecurrentHistory as RecurrentHistory
from core.recurrent.params import RecurrentParams as RecurrentParams
from core.recurrent.passes import States as States
from core.recurrent.passes import backward as backward
from core.recurrent.passes import forward as forward
from core.recurrent.training import MAX_RISE as MAX_RISE
from core.recurrent.training import STREAM as STREAM
from core.recurrent.training import UNSEEN_SIZE as UNSEEN_SIZE
from core.recurrent.training import AdamSettings as AdamSettings
from core.recurrent.training import Update as Update
from core.recurrent.training import clip as clip
from core.recurrent.training import first_weights as first_weights
from core.recurrent.training import loss_gradient as loss_gradient
from core.recurrent.training import precision as precision
from core.recurrent.training import random_streams as random_streams
from core.recurrent.training import scores as scores
from core.recurrent.training import train as train
from core.recurrent.training import unseen_batch as unseen_batch
from core.recurrent.training import until_it_diverges as until_it_diverges
from core.recurrent.training import updates as updates
from core.recurrent.weights import init_weights as init_weights
