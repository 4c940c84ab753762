"""How the file of an attention network's weights is read into PyTorch and Keras."""

from charts.story import Translate
from core.attention.view import AttentionView

WAVES = """\
turns = np.arange({length})[:, None] / 10000.0 ** (np.arange(0, {width}, 2) / {width})
places = np.stack([np.sin(turns), np.cos(turns)], axis=2).reshape({length}, -1)[:, :{width}]
"""
PLACES = {"learned": 'places = file["P"]\n', "sinusoidal": WAVES, "none": ""}
PYTORCH_RECIPE = """\
import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

file = dict(np.load("{file}"))
{places}w = {{name: torch.from_numpy(file[name]).float() for name in "{names}".split()}}
looks = [nn.MultiheadAttention({width}, {n_heads}, bias=False, batch_first=True) for _ in range({n_layers})]
for k, layer in enumerate(looks):  # {rows}
    layer.load_state_dict({{"in_proj_weight": w["W_qkv"][k].T, "out_proj.weight": w["W_o"][k].T}})


def net(tokens):
    T = tokens.shape[1]
    x = w["E"][tokens]{add_places}{hidden}
    for k in range({n_layers}):
        n = {norm}
        x = x + looks[k](n, n, n, attn_mask={mask}, need_weights=False)[0]{think}
    return x @ w["W_y"] + w["b_y"]


# {end}
scores = net(torch.from_numpy(file["tokens"])[None])
"""
TORCH_THINK = """
        n = {norm}
        x = x + torch.relu(n @ w["W_1"][k] + w["b_1"][k]) @ w["W_2"][k] + w["b_2"][k]"""
TORCH_NORM = {True: "F.layer_norm(x, ({width},))", False: "x"}
TORCH_HIDDEN = "\n    later = torch.triu(torch.ones(T, T, dtype=torch.bool), diagonal=1)"
KERAS_RECIPE = """\
import keras
import numpy as np
from keras import layers

file = dict(np.load("{file}"))
{places}tokens = keras.Input((None,), dtype="int64")
x = layers.Embedding({n_symbols}, {width})(tokens){add_places}
for _ in range({n_layers}):
    n = {norm}
    x = x + layers.MultiHeadAttention({n_heads}, {size}, use_bias=False)(n, n{causal}){think}
net = keras.Model(tokens, layers.Dense({n_answers})(x))
weights = [file["E"]]
for k in range({n_layers}):  # {heads}
    weights += [part.reshape({width}, {n_heads}, {size}) for part in np.split(file["W_qkv"][k], 3, axis=1)]
    weights += [file["W_o"][k].reshape({n_heads}, {size}, {width})]{thoughts}
net.set_weights([*weights, file["W_y"], file["b_y"]])
# {end}
scores = net(file["tokens"][None])
"""
KERAS_THINK = """
    n = {norm}
    x = x + layers.Dense({width})(layers.Dense({hidden_size}, "relu")(n))"""
KERAS_NORM = {True: "layers.LayerNormalization(epsilon=1e-5, center=False, scale=False)(x)", False: "x"}
KERAS_THOUGHTS = '\n    weights += [file[name][k] for name in ("W_1", "b_1", "W_2", "b_2")]'


def recipes(params: AttentionView, file: str, t: Translate) -> dict[str, str]:
    """Programs that build the network, give it the weights of the file, and ask it, by framework.

    None for a network that forgets the root: both frameworks' layers divide by it.
    """
    if params.slip == "no-root":
        return {}
    has_places, thinks = params.added_positions != "none", params.feed_forward
    said = {
        name: getattr(params, name) for name in ("length", "width", "n_heads", "n_layers", "n_symbols", "n_answers")
    }
    said |= {"size": params.width // params.n_heads, "hidden_size": params.hidden_size, "file": file}
    said |= {"rows": t("recipe_rows"), "heads": t("recipe_heads"), "end": t("recipe_places")}
    said |= {"places": PLACES[params.added_positions].format(**said)}
    names = "E W_qkv W_o" + " W_1 b_1 W_2 b_2" * thinks + " W_y b_y"
    norm = TORCH_NORM[params.layer_norm].format(**said)
    of_torch = {
        "norm": norm,
        "names": names,
        "add_places": " + torch.from_numpy(places[:T]).float()" * has_places,
        "hidden": TORCH_HIDDEN * params.causal,
        "mask": "later" if params.causal else "None",
        "think": TORCH_THINK.format(norm=norm) * thinks,
    }
    norm = KERAS_NORM[params.layer_norm]
    of_keras = {
        "norm": norm,
        "add_places": " + places[: tokens.shape[1]]" * has_places,
        "causal": ", use_causal_mask=True" * params.causal,
        "think": KERAS_THINK.format(norm=norm, **said) * thinks,
        "thoughts": KERAS_THOUGHTS * thinks,
    }
    return {"pytorch": PYTORCH_RECIPE.format(**said, **of_torch), "keras": KERAS_RECIPE.format(**said, **of_keras)}
