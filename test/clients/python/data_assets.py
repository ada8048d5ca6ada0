"""Registers data with Microsoft's SDK and submits jobs that name it, and prints what came of it as JSON.

Arguments: subscription, resource group, workspace, folder of train_sft.jsonl and test_sft.jsonl.
"""

import json
import sys
from pathlib import Path

from azure.ai.ml import Input, MLClient
from azure.ai.ml.constants import AssetTypes, ListViewType
from azure.ai.ml.dsl import pipeline
from azure.ai.ml.entities import Data
from azure.identity import DefaultAzureCredential


def failure(call):
    try:
        return str(call())
    except Exception as error:  # what a user sees is the subject
        return f"{type(error).__name__}: {error}"


def register(client, path, version=None):
    data = Data(name="rows", version=version, path=str(path), type=AssetTypes.URI_FILE, tags={"kind": path.stem})
    return client.data.create_or_update(data)


def submit(client, registry, train, test):
    component = registry.components.get("chat_completion_pipeline", label="latest")
    steps = ["model_import", "preprocess", "finetune", "model_evaluation"]

    @pipeline()
    def fine_tune():
        step = component(
            mlflow_model_path=registry.models.get("Phi-4", label="latest").id,
            train_file_path=Input(type="uri_file", path=train),
            test_file_path=Input(type="uri_file", path=test),
            number_of_gpu_to_use_finetuning=1,
            num_train_epochs=1,
            **{f"compute_{name}": "gpu" for name in steps},
        )
        return {"trained_model": step.outputs.mlflow_model_folder}

    return client.jobs.create_or_update(fine_tune(), experiment_name="assets").name


def main(subscription, group, workspace, folder):
    credential = DefaultAzureCredential()
    client = MLClient(credential, subscription, group, workspace)
    registry = MLClient(credential, registry_name="azureml")
    folder = Path(folder)

    first = register(client, folder / "train_sft.jsonl")
    second = register(client, folder / "test_sft.jsonl")
    again = register(client, folder / "train_sft.jsonl", version=first.version)
    moved = failure(lambda: register(client, folder / "test_sft.jsonl", version=first.version))
    client.data.archive("rows", version=second.version)
    active = [data.version for data in client.data.list("rows")]
    client.data.restore("rows", version=second.version)
    every = [data.version for data in client.data.list("rows", list_view_type=ListViewType.ALL)]

    train, test = f"azureml:rows:{first.version}", "rows@latest"
    job = submit(client, registry, train, test)
    client.jobs.stream(job)
    result = {
        "path": first.path,
        "versions": [first.version, second.version, again.version],
        "tags": client.data.get("rows", version=first.version).tags,
        "latest": client.data.get("rows", label="latest").version,
        "moved": moved,
        "active": active,
        "every": every,
        "containers": [[data.name, data.latest_version] for data in client.data.list()],
        "missing": failure(lambda: client.data.get("rows", version="7")),
        "job": job,
        "status": client.jobs.get(job).status,
        "refused": failure(lambda: submit(client, registry, "azureml:rows:7", test)),
    }
    print("\n" + json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
