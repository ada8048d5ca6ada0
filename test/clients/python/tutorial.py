"""Fine-tunes and serves a chat model with Microsoft's SDK, step by step as the Phi cookbook does it by hand.

Knows nothing of where its cloud is: credential, hosts and certificates come from the environment.
"""

import argparse
import ast
import json
import random
import time
from pathlib import Path

from azure.ai.ml import Input, MLClient
from azure.ai.ml.constants import AssetTypes
from azure.ai.ml.dsl import pipeline
from azure.ai.ml.entities import (
    AmlCompute,
    ManagedOnlineDeployment,
    ManagedOnlineEndpoint,
    Model,
    OnlineRequestSettings,
    ProbeSettings,
)
from azure.core.exceptions import ResourceNotFoundError
from azure.identity import DefaultAzureCredential, InteractiveBrowserCredential

TOO_SMALL = ["standard_nc6", "standard_nc12", "standard_nc24", "standard_nc24r"]


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--subscription", required=True)
    parser.add_argument("--group", required=True)
    parser.add_argument("--workspace", required=True)
    parser.add_argument("--data", type=Path, required=True, help="folder of train_sft.jsonl and test_sft.jsonl")
    parser.add_argument("--out", type=Path, required=True, help="folder for sample_score.json and result.json")
    parser.add_argument("--model", default="Phi-3-mini-4k-instruct")
    parser.add_argument("--model-version", help="instead of the label latest")
    parser.add_argument("--cluster-size", default="Standard_ND40rs_v2")
    parser.add_argument("--instance-type", default="Standard_NC6s_v3")
    return parser.parse_args()


def log_in():
    try:
        credential = DefaultAzureCredential()
        credential.get_token("https://management.azure.com/.default")
        return credential
    except Exception as error:  # whatever went wrong, a person can still log in
        print(f"DefaultAzureCredential: {error}")
        return InteractiveBrowserCredential()


def find_model(registry, options):
    if options.model_version:
        model = registry.models.get(options.model, version=options.model_version)
    else:
        model = registry.models.get(options.model, label="latest")
    print(f"base model {model.name} {model.version}: {model.id}")
    return model


def allowed_sizes(model, tag):
    """Sizes of a tag in lower case, or None when the model does not say."""
    if tag not in model.tags:
        return None
    return [size.lower() for size in ast.literal_eval(model.tags[tag])]


def ensure_cluster(client, model, size):
    allowed = allowed_sizes(model, "finetune_compute_allow_list")
    name = "gpu-cluster-big"
    try:
        cluster = client.compute.get(name)
        print(f"cluster {name} is there")
    except ResourceNotFoundError:
        wanted = AmlCompute(name=name, size=size, tier="Dedicated", min_instances=0, max_instances=2)
        cluster = client.compute.begin_create_or_update(wanted).result()
    if cluster.provisioning_state.lower() == "failed":
        raise ValueError(f"cluster {name} has failed")
    if allowed is not None and cluster.size.lower() not in allowed:
        raise ValueError(f"{cluster.size} is not one of {allowed}")
    if allowed is None and cluster.size.lower() in TOO_SMALL:
        raise ValueError(f"{cluster.size} is too small")
    return cluster


def gpus_of(client, cluster):
    sizes = {size.name.lower(): size for size in client.compute.list_sizes()}
    if cluster.size.lower() not in sizes:
        raise ValueError(f"{cluster.size} is not offered; offered: {sorted(sizes)}")
    return sizes[cluster.size.lower()].gpus


def finetune_parameters(model):
    parameters = {
        "num_train_epochs": 3,
        "per_device_train_batch_size": 1,
        "per_device_eval_batch_size": 1,
        "learning_rate": 5e-6,
        "lr_scheduler_type": "cosine",
        "apply_lora": "true",
        "apply_deepspeed": "true",
        "deepspeed_stage": 2,
    }
    if "model_specific_defaults" in model.tags:
        defaults = ast.literal_eval(model.tags["model_specific_defaults"])
        print(f"the model's defaults win: {defaults}")
        parameters.update(defaults)
    return parameters


def display_name(model, parameters, gpus):
    batch = (
        int(parameters.get("per_device_train_batch_size", 1))
        * int(parameters.get("gradient_accumulation_steps", 1))
        * int(gpus)
        * int(parameters.get("num_nodes_finetune", 1))
    )
    deepspeed = parameters.get("apply_deepspeed") == "true"
    parts = [
        model.name,
        "ultrachat",
        f"bs{batch}",
        parameters.get("lr_scheduler_type", "linear"),
        f"ds{parameters.get('deepspeed_stage', 2)}" if deepspeed else "nods",
        "lora" if parameters.get("apply_lora") == "true" else "nolora",
        f"save_limit{parameters.get('save_total_limit', -1)}",
        f"seqlen{parameters.get('max_seq_length', -1)}",
    ]
    return "-".join(parts)


def make_job(registry, model, cluster, gpus, data):
    component = registry.components.get("chat_completion_pipeline", label="latest")
    parameters = finetune_parameters(model)
    computes = ["model_import", "preprocess", "finetune", "model_evaluation"]

    def rows(split):
        return Input(type="uri_file", path=str(data / f"{split}.jsonl"))

    @pipeline(name=display_name(model, parameters, gpus))
    def fine_tune():
        step = component(
            mlflow_model_path=model.id,
            train_file_path=rows("train_sft"),
            test_file_path=rows("test_sft"),
            number_of_gpu_to_use_finetuning=gpus,
            **{f"compute_{name}": cluster.name for name in computes},
            **parameters,
        )
        return {"trained_model": step.outputs.mlflow_model_folder}

    job = fine_tune()
    job.settings.force_rerun = True
    job.settings.continue_on_step_failure = False
    return job


def train(client, job, experiment):
    submitted = client.jobs.create_or_update(job, experiment_name=experiment)
    client.jobs.stream(submitted.name)
    return client.jobs.get(submitted.name)


def register(client, job, base, version):
    if "trained_model" not in job.outputs:
        raise ValueError(f"job {job.name} has no output trained_model")
    return client.models.create_or_update(
        Model(
            path=f"azureml://jobs/{job.name}/outputs/trained_model",
            type=AssetTypes.MLFLOW_MODEL,
            name=f"{base.name}-ultrachat-200k".replace("/", "-"),
            version=version,
            description=f"{base.name} fine tuned model for ultrachat 200k chat-completion",
        )
    )


def serve(client, base, model, instance_type, version):
    allowed = allowed_sizes(base, "inference_compute_allow_list")
    if allowed is not None and instance_type.lower() not in allowed:
        raise ValueError(f"{instance_type} is not one of {allowed}")
    endpoint = ManagedOnlineEndpoint(
        name=f"ultrachat-completion-{version}",
        description=f"Online endpoint for {model.name}",
        auth_mode="key",
    )
    client.begin_create_or_update(endpoint).wait()
    deployment = ManagedOnlineDeployment(
        name="demo",
        endpoint_name=endpoint.name,
        model=model.id,
        instance_type=instance_type,
        instance_count=1,
        liveness_probe=ProbeSettings(initial_delay=600),
        request_settings=OnlineRequestSettings(request_timeout_ms=90000),
    )
    client.online_deployments.begin_create_or_update(deployment).wait()
    endpoint.traffic = {"demo": 100}
    return client.begin_create_or_update(endpoint).result()


def ask(client, endpoint, options):
    lines = (options.data / "test_sft.jsonl").read_text().splitlines()
    messages = json.loads(random.Random(7).choice(lines))["messages"]
    parameters = {"temperature": 0.6, "top_p": 0.9, "do_sample": True, "max_new_tokens": 200}
    data = {"input_string": [messages[:-1]], "parameters": parameters}
    request = options.out / "sample_score.json"
    request.write_text(json.dumps({"input_data": data, "params": {}}))
    answer = client.online_endpoints.invoke(
        endpoint_name=endpoint.name, deployment_name="demo", request_file=str(request)
    )
    return {"question": messages[-2]["content"], "expected": messages[-1]["content"], "answer": answer}


def main():
    options = arguments()
    credential = log_in()
    client = MLClient(credential, options.subscription, options.group, options.workspace)
    registry = MLClient(credential, registry_name="azureml")
    version = str(int(time.time()))

    base = find_model(registry, options)
    cluster = ensure_cluster(client, base, options.cluster_size)
    gpus = gpus_of(client, cluster)
    job = make_job(registry, base, cluster, gpus, options.data)
    job = train(client, job, f"chat_completion_{base.name}")
    model = register(client, job, base, version)
    endpoint = serve(client, base, model, options.instance_type, version)
    result = ask(client, endpoint, options)
    client.online_endpoints.begin_delete(name=endpoint.name).wait()

    result.update(
        base=base.id,
        gpus=gpus,
        job={"name": job.name, "status": job.status, "displayName": job.display_name},
        model={"id": model.id, "type": model.type, "description": model.description},
        endpoint={"name": endpoint.name, "scoringUri": endpoint.scoring_uri, "traffic": endpoint.traffic},
    )
    (options.out / "result.json").write_text(json.dumps(result, indent=2))


if __name__ == "__main__":
    main()
