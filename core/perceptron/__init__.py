"""The perceptron lab: the rule, its history, and the largest margin. Its public names are gathered here."""

from core.perceptron.criterion import perceptron_criterion as perceptron_criterion
from core.perceptron.criterion import perceptron_criterion_gradient as perceptron_criterion_gradient
from core.perceptron.criterion import predict as predict
from core.perceptron.history import VARIANTS as VARIANTS
from core.perceptron.history import PerceptronHistory as PerceptronHistory
from core.perceptron.history import considered as considered
from core.perceptron.history import cycle_length as cycle_length
from core.perceptron.history import working_at as working_at
from core.perceptron.params import PerceptronParams as PerceptronParams
from core.perceptron.params import Slip as Slip
from core.perceptron.params import Variant as Variant
from core.perceptron.training import MISTAKES as MISTAKES
from core.perceptron.training import Step as Step
from core.perceptron.training import answer_at as answer_at
from core.perceptron.training import dot as dot
from core.perceptron.training import epoch_orders as epoch_orders
from core.perceptron.training import initial_weights as initial_weights
from core.perceptron.training import is_mistake as is_mistake
from core.perceptron.training import is_mistake_unlabelled as is_mistake_unlabelled
from core.perceptron.training import steps as steps
from core.perceptron.training import train as train
from core.perceptron.training import update as update
