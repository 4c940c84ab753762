"""The attention lab: dot products, layers, tasks and training. Its public names are gathered here."""

from core.attention.dot_product import attention as attention
from core.attention.dot_product import attention_backward as attention_backward
from core.attention.history import AttentionHistory as AttentionHistory
from core.attention.network import forward as forward
from core.attention.network import loss_gradient as loss_gradient
from core.attention.params import AttentionParams as AttentionParams
from core.attention.tasks import TASKS as TASKS
from core.attention.training import first_weights as first_weights
from core.attention.training import random_streams as random_streams
from core.attention.training import train as train
from core.attention.training import unseen_batch as unseen_batch
from core.attention.training import updates as updates
from core.attention.weights import init_weights as init_weights
