"""Drives the server with one real Python client: clients.py CLIENT HOST:PORT.

Each client is a function that makes one call of an operation, parameters
named as on the wire, and returns the answer as a dict or raises Refused.
"""

import json
import sys

REGION, KEY_ID, SECRET = "cn-hangzhou", "LTAItest", "secret"


class Refused(Exception):
    def __init__(self, status, code):
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


def tea(address, secret=SECRET, algorithm=None):
    """PyPI alibabacloud_vpc20160428: header signatures, typed requests."""
    from alibabacloud_tea_openapi.models import Config
    from alibabacloud_vpc20160428 import models
    from alibabacloud_vpc20160428.client import Client

    config = Config(
        access_key_id=KEY_ID,
        access_key_secret=secret,
        protocol="http",
        endpoint=address,
        region_id=REGION,
        signature_algorithm=algorithm,
    )
    client = Client(config)
    methods = {
        "CreateVpc": client.create_vpc,
        "DeleteVpc": client.delete_vpc,
        "DescribeVpcs": client.describe_vpcs,
        "TagResources": client.tag_resources,
        "UnTagResources": client.un_tag_resources,
        "ListTagResources": client.list_tag_resources,
    }

    def call(action, params):
        request = getattr(models, action + "Request")().from_map(params)
        try:
            return methods[action](request).body.to_map()
        except Exception as error:
            status = getattr(error, "status_code", None) or getattr(error, "statusCode", None)
            if status is None:
                raise
            raise Refused(status, error.code) from error

    return call


def core(address, secret=SECRET):
    """PyPI aliyun-python-sdk-core with -vpc: query signatures."""
    from importlib import import_module

    from aliyunsdkcore.acs_exception.exceptions import ServerException
    from aliyunsdkcore.client import AcsClient

    client = AcsClient(KEY_ID, secret, REGION)
    setters = {"ResourceId": "ResourceIds", "Tag": "Tags", "TagKey": "TagKeys"}

    def call(action, params):
        module = import_module(f"aliyunsdkvpc.request.v20160428.{action}Request")
        request = getattr(module, action + "Request")()
        request.set_endpoint(address)
        for name, value in params.items():
            if name != "RegionId":
                getattr(request, "set_" + setters.get(name, name))(value)
        try:
            return json.loads(client.do_action_with_exception(request))
        except ServerException as error:
            raise Refused(error.get_http_status(), error.get_error_code()) from error

    return call


def scenario(call, wrong):
    """The life of a tagged VPC, and what must be refused; the number of calls."""
    calls = 0

    def ask(action, **params):
        nonlocal calls
        calls += 1
        return call(action, {"RegionId": REGION, **params})

    def refused(status, code, action, by=call, **params):
        nonlocal calls
        calls += 1
        try:
            answer = by(action, {"RegionId": REGION, **params})
        except Refused as error:
            assert (error.status, error.code) == (status, code), f"{error}, not {status} {code}"
        else:
            raise AssertionError(f"{action} {params} was accepted: {answer}")

    def tags(vpc):
        answer = ask("ListTagResources", ResourceType="VPC", ResourceId=[vpc])
        rows = answer["TagResources"]["TagResource"]
        assert all(row["ResourceId"] == vpc for row in rows), rows
        return {row["TagKey"]: row["TagValue"] for row in rows}

    vpc = ask("CreateVpc", VpcName="clients", CidrBlock="10.0.0.0/8")["VpcId"]
    on_vpc = {"ResourceType": "VPC", "ResourceId": [vpc]}
    env = {"Key": "Env_1.a-b", "Value": "prod_1.a-b"}
    answer = ask("TagResources", Tag=[env, {"Key": "owner", "Value": ""}], **on_vpc)
    assert len(answer["RequestId"]) == 36, answer
    assert tags(vpc) == {"Env_1.a-b": "prod_1.a-b", "owner": ""}, tags(vpc)

    refused(400, "InvalidTagKey", "TagResources", Tag=[{"Key": "1a", "Value": "v"}], **on_vpc)
    refused(400, "Forbidden.TagKey.Duplicated", "TagResources", Tag=[env, env], **on_vpc)
    unknown = {"ResourceType": "VPC", "ResourceId": ["vpc-unknown"]}
    refused(400, "InvalidInstanceIds.NotFound", "TagResources", Tag=[env], **unknown)
    many = [{"Key": f"k{n}", "Value": "v"} for n in range(21)]
    refused(400, "SizeLimitExceeded.TagNum", "TagResources", Tag=many, **on_vpc)
    guessing, code = wrong
    refused(400, code, "TagResources", by=guessing, Tag=[env], **on_vpc)
    assert tags(vpc) == {"Env_1.a-b": "prod_1.a-b", "owner": ""}, tags(vpc)

    ask("UnTagResources", TagKey=["Env_1.a-b"], **on_vpc)
    assert tags(vpc) == {"owner": ""}, tags(vpc)
    found = ask("DescribeVpcs", VpcId=vpc)["Vpcs"]["Vpc"]
    assert [one["VpcName"] for one in found] == ["clients"], found
    ask("UnTagResources", All=True, **on_vpc)
    assert tags(vpc) == {}, tags(vpc)
    ask("DeleteVpc", VpcId=vpc)
    assert ask("DescribeVpcs", VpcId=vpc)["TotalCount"] == 0
    refused(400, "InvalidInstanceIds.NotFound", "TagResources", Tag=[env], **on_vpc)
    return calls


def main():
    client, address = sys.argv[1:]
    if client == "alibabacloud_vpc20160428":
        # None is the default of its own, ACS3; v2 are query signatures.
        runs = [
            (tea(address, algorithm=algorithm), (tea(address, "guess", algorithm), "SignatureDoesNotMatch"))
            for algorithm in (None, "v2")
        ]
    else:
        # It compares the server's string to sign with its own; only if they are
        # the same does it say that the secret is wrong.
        runs = [(core(address), (core(address, "guess"), "InvalidAccessKeySecret"))]
    calls = sum(scenario(call, wrong) for call, wrong in runs)
    print(f"ok {client}: {calls} calls")


main()
