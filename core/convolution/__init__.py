"""The convolution lab: pictures, a kernel that slides, and one that is learnt. `core.conv2d` is what it does."""

from core.conv2d import MAX_SETTING as MAX_SETTING
from core.conv2d import Pair as Pair
from core.conv2d import Position as Position
from core.conv2d import check_shape as check_shape
from core.conv2d import conv2d as conv2d
from core.conv2d import conv2d_backward as conv2d_backward
from core.conv2d import conv2d_steps as conv2d_steps
from core.conv2d import conv_output_size as conv_output_size
from core.conv2d import n_places as n_places
from core.conv2d import pair as pair
from core.conv2d import rows_summed as rows_summed
from core.conv2d import same_padding as same_padding
from core.conv2d import unused_margin as unused_margin
