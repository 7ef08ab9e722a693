"""Real clients that speak RPC v2 CBOR: botocore prefers JSON as long as its model offers that."""

from typing import Any

import boto3
import botocore.session

CBOR = "smithy-rpc-v2-cbor"


def cbor_session() -> boto3.Session:
    """A boto3 session whose Service Catalog clients have a model that offers CBOR alone."""
    session = botocore.session.Session()
    loader = session.get_component("data_loader")
    load = loader.load_service_model

    def load_with_cbor(service: str, type_name: str, api_version: str | None = None) -> Any:
        model = load(service, type_name, api_version)
        if (service, type_name) != ("servicecatalog", "service-2"):
            return model
        return {**model, "metadata": {**model["metadata"], "protocol": CBOR, "protocols": [CBOR]}}

    loader.load_service_model = load_with_cbor
    return boto3.Session(botocore_session=session)
