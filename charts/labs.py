"""The labs of the app, in the order of its menu: the one list that everything else reads."""

from charts.attention.lab import LAB as ATTENTION
from charts.cnn.lab import LAB as CNN
from charts.convolution.lab import LAB as CONVOLUTION
from charts.gradient_descent.lab import LAB as GRADIENT_DESCENT
from charts.lab import Lab
from charts.mlp.lab import LAB as MLP
from charts.perceptron.lab import LAB as PERCEPTRON
from charts.recurrent.lab import LAB as RECURRENT

LABS: tuple[Lab, ...] = (PERCEPTRON, GRADIENT_DESCENT, MLP, CONVOLUTION, CNN, RECURRENT, ATTENTION)
