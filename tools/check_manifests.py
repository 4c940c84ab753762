"""Hold deploy/kubernetes/ strictly to the schemas of Kubernetes, and its parts to each other. Needs no cluster, no net.

The command kubernetes-validate lets a kind pass that it does not know. Here that is an error, as kubectl would see it.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import kubernetes_validate
import yaml

MANIFESTS = Path(__file__).resolve().parent.parent / "deploy" / "kubernetes"
OLDEST = "1.30"  # the first one that knows `preStop: sleep` by itself; deploy/README.md says so
VERSIONS = (OLDEST, kubernetes_validate.latest_version())
KUSTOMIZATION = "kustomization.yaml"  # no part of Kubernetes' own schemas
KUSTOMIZATION_FIELDS = {"apiVersion", "kind", "namespace", "images", "resources"}


def complaints(folder: Path = MANIFESTS) -> list[str]:
    """What is wrong with the manifests, a line each; nothing when all is well."""
    files = sorted(path for path in folder.glob("*.yaml") if path.name != KUSTOMIZATION)
    found = list(_kustomization(yaml.safe_load((folder / KUSTOMIZATION).read_text("utf-8")), files))
    manifests = [(path.name, one) for path in files for one in yaml.safe_load_all(path.read_text("utf-8"))]
    for name, manifest in manifests:
        found += _schema(name, manifest)
    return found or list(_loose_ends({manifest["kind"]: manifest for _, manifest in manifests}))


def _kustomization(kustomization: dict[str, Any], files: list[Path]) -> Iterator[str]:
    for field in sorted(kustomization.keys() ^ KUSTOMIZATION_FIELDS):
        yield f"{KUSTOMIZATION}: {field} is missing, or not a field that is used here"
    for name in sorted({path.name for path in files} ^ set(kustomization.get("resources", []))):
        yield f"{KUSTOMIZATION}: {name} is not both in the folder and under resources"


def _schema(name: str, manifest: dict[str, Any]) -> Iterator[str]:
    for version in VERSIONS:
        try:
            kubernetes_validate.validate(manifest, version, strict=True)
        except kubernetes_validate.ValidationError as error:
            yield f"{name}: Kubernetes {version}: {'.'.join(map(str, error.path))}: {error.message}"
        except kubernetes_validate.SchemaNotFoundError as error:
            yield f"{name}: {error.message}"


def _loose_ends(by_kind: dict[str, Any]) -> Iterator[str]:
    """Names by which one part finds another: a schema cannot see that they lead nowhere."""
    template = by_kind["Deployment"]["spec"]["template"]
    service, app = by_kind["Service"], template["spec"]["containers"][0]
    backend = by_kind["Ingress"]["spec"]["rules"][0]["http"]["paths"][0]["backend"]["service"]
    target = by_kind["HorizontalPodAutoscaler"]["spec"]["scaleTargetRef"]
    labels = template["metadata"]["labels"]
    pairs = {
        "Deployment: selector": (by_kind["Deployment"]["spec"]["selector"]["matchLabels"], labels),
        "Deployment: spread": (
            template["spec"]["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"],
            labels,
        ),
        "Service: selector": (service["spec"]["selector"], labels),
        "Service: targetPort": (service["spec"]["ports"][0]["targetPort"], app["ports"][0]["name"]),
        "PodDisruptionBudget: selector": (by_kind["PodDisruptionBudget"]["spec"]["selector"]["matchLabels"], labels),
        "Autoscaler: target": (target["name"], by_kind["Deployment"]["metadata"]["name"]),
        "Ingress: service": (backend["name"], service["metadata"]["name"]),
        "Ingress: port": (backend["port"]["name"], service["spec"]["ports"][0]["name"]),
        "Deployment: volumes": (
            {mount["name"] for mount in app["volumeMounts"]},
            {volume["name"] for volume in template["spec"]["volumes"]},
        ),
        **{
            f"Deployment: {probe}": (app[probe]["httpGet"]["port"], app["ports"][0]["name"])
            for probe in ("startupProbe", "readinessProbe", "livenessProbe")
        },
    }
    for what, (said, there) in pairs.items():
        if said != there:
            yield f"{what} says {said}, there is {there}"


if __name__ == "__main__":
    sys.exit("\n".join(complaints()) or None)
