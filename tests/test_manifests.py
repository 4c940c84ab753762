"""What `make check` says about deploy/kubernetes/ when a slip is made there; that it is silent otherwise."""

import shutil
from pathlib import Path

import pytest

from tools.check_manifests import MANIFESTS, complaints


def test_the_manifests_are_in_order() -> None:
    assert complaints() == []


@pytest.mark.parametrize(
    ("file", "right", "wrong", "said"),
    [
        ("deployment.yaml", "readOnlyRootFilesystem", "readOnlyRootFileSystem", "readOnlyRootFileSystem"),
        ("deployment.yaml", 'value: "256"', "value: 256", "256 is not"),
        ("service.yaml", "selector: { app: see-it-learn }", "selector: { app: see-it-lern }", "Service: selector"),
        ("ingress.yaml", "kind: Ingress", "kind: Ingres", "Ingres"),
        ("autoscaler.yaml", "autoscaling/v2", "autoscaling/v3", "autoscaling/v3"),
        ("disruption.yaml", "maxUnavailable", "maxUnavailible", "maxUnavailible"),
        ("kustomization.yaml", "resources:", "resorces:", "resorces"),
        ("kustomization.yaml", "- ingress.yaml", "- ingres.yaml", "ingres.yaml"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, file: str, right: str, wrong: str, said: str) -> None:
    folder = shutil.copytree(MANIFESTS, tmp_path / "kubernetes")
    text = (folder / file).read_text("utf-8")
    assert right in text
    (folder / file).write_text(text.replace(right, wrong), "utf-8")
    assert said in "\n".join(complaints(folder))
