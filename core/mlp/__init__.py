"""The lab of multi-layer networks: data, network, back-propagation and training. Its public names are gathered here."""

from core.mlp.activations import ACTIVATIONS as ACTIVATIONS
from core.mlp.datasets import DATASETS as DATASETS
from core.mlp.features import FEATURES as FEATURES
from core.mlp.history import MLPHistory as MLPHistory
from core.mlp.history import Networks as Networks
from core.mlp.network import backpropagate as backpropagate
from core.mlp.network import dropout_masks as dropout_masks
from core.mlp.network import forward as forward
from core.mlp.network import loss_gradient as loss_gradient
from core.mlp.network import predict as predict
from core.mlp.outputs import OUTPUTS as OUTPUTS
from core.mlp.params import MLPParams as MLPParams
from core.mlp.samples import data as data
from core.mlp.samples import epoch_orders as epoch_orders
from core.mlp.samples import inputs as inputs
from core.mlp.samples import positions as positions
from core.mlp.samples import split as split
from core.mlp.slow_motion import SlowStep as SlowStep
from core.mlp.slow_motion import slow_step as slow_step
from core.mlp.slow_motion import slow_step_at as slow_step_at
from core.mlp.training import confusion as confusion
from core.mlp.training import first_weights as first_weights
from core.mlp.training import train as train
from core.mlp.training import updates as updates
from core.mlp.weights import INITS as INITS
from core.mlp.weights import init_weights as init_weights
