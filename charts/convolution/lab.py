"""The convolution lab: a kernel slides over a picture, and gradient descent finds a kernel."""

from charts.convolution.challenges import CHALLENGES
from charts.convolution.learn import files as learn_files
from charts.convolution.learn import film as learn_film
from charts.convolution.learn import story as learn_story
from charts.convolution.learn.scene import fit_of
from charts.convolution.slide import files as slide_files
from charts.convolution.slide import film as slide_film
from charts.convolution.slide import slip as slip_film
from charts.convolution.slide import story as slide_story
from charts.convolution.slide.scene import Scene, scene_of
from charts.convolution.tour import TOUR
from charts.film import Film
from charts.lab import Code, Lab, View
from charts.story import Translate
from core import conv2d
from core.convolution import learn
from core.convolution.cost import cost, fit_cost
from core.convolution.learn import KernelFitParams
from core.convolution.slide import ConvolutionParams


def film(scene: Scene, run: str, t: Translate) -> Film:
    """The film; the slip that sums rows has one of its own."""
    make = slip_film.film if scene.params.slip == "rows" else slide_film.film
    return make(scene, run, t)


def slide_code(params: ConvolutionParams) -> Code:
    """The loop that the film shows; the fast version, and its gradients."""
    slip = [conv2d.rows_summed] if params.slip == "rows" else []
    return Code(
        [*slip, conv2d.conv2d_steps, conv2d.conv_output_size],
        [conv2d.conv2d, conv2d.conv2d_backward],
    )


def learn_code(params: KernelFitParams) -> Code:
    """The loss and its gradient, the updates; what they call."""
    return Code([learn.loss_and_gradient, learn.updates], [conv2d.conv2d_backward, learn.fit])


SLIDE = View(
    name="convolution",
    code="slide",
    params=ConvolutionParams,
    cost=cost,
    scene=scene_of,
    film=film,
    story=slide_story,
    files=slide_files,
    code_shown=slide_code,
    question=slide_story.question,
    detail=slide_film.detail,
)
LEARN = View(
    name="convolution-learn",
    code="learn",
    params=KernelFitParams,
    cost=fit_cost,
    scene=fit_of,
    film=learn_film.film,
    story=learn_story,
    files=learn_files,
    code_shown=learn_code,
    question=learn_story.question,
)
LAB = Lab("convolution", "output", (SLIDE, LEARN), TOUR, CHALLENGES)
