"""The first updates of a training once more, in double precision."""

import numpy as np
import pytest

from core.cnn.beginning import ENOUGH, beginning
from core.cnn.network import loss_gradient
from core.cnn.params import CNNParams
from core.cnn.samples import INIT, moved, stream
from core.cnn.weights import flatten, init_weights
from data.digits import digits

IMAGES, LABELS = digits().train_images, digits().train_labels


def test_one_update_is_that_of_the_books() -> None:
    params = CNNParams(filters=(2, 3), n_train=40, batch_size=40, n_epochs=1, optimizer="sgd", learning_rate=0.5)
    params = CNNParams(**{**vars(params), "warm_up": 0, "decay": False})
    begun = beginning(IMAGES, LABELS, params)
    assert begun.moves is not None
    seen = moved(IMAGES[begun.indices] / 255, begun.moves)
    first = init_weights(params, stream(params, INIT))
    _, gradients = loss_gradient(first, seen, begun.labels, params)
    after = {name: first[name] - 0.5 * gradients[name] for name in first}
    np.testing.assert_allclose(begun.theta, flatten(after), rtol=0, atol=1e-14)
    assert begun.loss == pytest.approx(loss_gradient(after, seen, begun.labels, params)[0], rel=1e-12)


@pytest.mark.parametrize(("batch_size", "sizes"), [(32, [32] * 3), (50, [50] * 2), (256, [256])])
def test_it_ends_with_the_batch_that_makes_it_enough(batch_size: int, sizes: list[int]) -> None:
    begun = beginning(IMAGES, LABELS, CNNParams(model="logistic", batch_size=batch_size))
    assert begun.sizes == sizes
    assert len(begun.indices) == len(begun.labels) == sum(sizes) >= ENOUGH


def test_of_a_short_run_it_is_the_whole() -> None:
    begun = beginning(IMAGES, LABELS, CNNParams(model="logistic", n_train=20, batch_size=16, n_epochs=2, augment=False))
    assert begun.sizes == [16, 4, 16, 4]
    assert begun.moves is None
    assert sorted(begun.indices[:20]) == sorted(begun.indices[20:]) == list(range(20))


def test_a_run_that_diverges_is_repeated_until_then() -> None:
    params = CNNParams(model="logistic", optimizer="sgd", learning_rate=1e6, warm_up=0)
    begun = beginning(IMAGES, LABELS, params)
    assert begun.sizes == [32]
    assert np.isfinite(begun.loss)


def test_shuffled_labels_are_learnt_as_they_were_dealt_out() -> None:
    honest = beginning(IMAGES, LABELS, CNNParams(model="logistic"))
    shuffled = beginning(IMAGES, LABELS, CNNParams(model="logistic", slip="shuffled-labels"))
    np.testing.assert_array_equal(honest.labels, LABELS[honest.indices])
    np.testing.assert_array_equal(honest.indices, shuffled.indices)
    assert np.mean(shuffled.labels == honest.labels) < 0.3
