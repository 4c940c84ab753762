"""The lab of networks that read digits: the network, its training, and looking into it. Its public names are here."""

from core.cnn.history import CNNHistory as CNNHistory
from core.cnn.network import backward as backward
from core.cnn.network import forward as forward
from core.cnn.network import layers_of as layers_of
from core.cnn.network import loss_gradient as loss_gradient
from core.cnn.network import predict as predict
from core.cnn.params import CNNParams as CNNParams
from core.cnn.shapes import multiply_adds as multiply_adds
from core.cnn.shapes import shapes as shapes
from core.cnn.training import train as train
from core.cnn.weights import init_weights as init_weights
