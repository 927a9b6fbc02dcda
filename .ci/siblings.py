"""Drives the server of a product beside VPC with its own SDK: siblings.py PRODUCT HOST:PORT."""

import sys

from alibabacloud_tea_openapi.models import Config

REGION, KEY_ID, SECRET = "cn-hangzhou", "LTAItest", "secret"


def client_of(module, address):
    config = Config(
        access_key_id=KEY_ID,
        access_key_secret=SECRET,
        protocol="http",
        endpoint=address,
        region_id=REGION,
    )
    return module.Client(config)


def caller(client, models):
    """A function that makes one call, parameters named as on the wire."""

    def call(method, request, params):
        asked = getattr(models, request + "Request")().from_map(params)
        return getattr(client, method)(asked).body.to_map()

    return call


def refused(call, status, code):
    try:
        answer = call()
    except Exception as error:  # every SDK has a class of its own
        got = getattr(error, "status_code", None) or getattr(error, "statusCode", None)
        assert (got, error.code) == (status, code), (got, error.code)
        return
    raise AssertionError(f"{code} expected, got {answer}")


def shown(listing):
    rows = listing["TagResources"]["TagResource"]
    return sorted((row["ResourceId"], row["TagKey"], row["TagValue"]) for row in rows)


def drive(call, create, kind, errors):
    """Creates two, tags, lists and untags them, and is refused three times."""
    one, other = create("one"), create("other")
    asked = {"RegionId": REGION, "ResourceType": kind}
    tags = [{"Key": "env", "Value": "prod"}, {"Key": "Owner", "Value": "Ann"}]
    call("tag_resources", "TagResources", {**asked, "ResourceId": [one, other], "Tag": tags})
    of_both = {**asked, "ResourceId": [one, other]}
    expected = sorted(
        (id, tag["Key"], tag["Value"]) for id in (one, other) for tag in tags
    )
    listing = call("list_tag_resources", "ListTagResources", of_both)
    assert shown(listing) == expected, listing
    call("untag_resources", "UntagResources", {**asked, "ResourceId": [one], "TagKey": ["env"]})
    call("untag_resources", "UntagResources", {**asked, "ResourceId": [other], "All": True})
    listing = call("list_tag_resources", "ListTagResources", of_both)
    assert shown(listing) == [(one, "Owner", "Ann")], listing
    unknown, twice, malformed = errors
    wrong = {**asked, "ResourceId": ["no-such-id"], "Tag": tags}
    refused(lambda: call("tag_resources", "TagResources", wrong), *unknown)
    wrong = {**asked, "ResourceId": [one], "Tag": [tags[0], tags[0]]}
    refused(lambda: call("tag_resources", "TagResources", wrong), *twice)
    wrong = {**asked, "ResourceId": [one], "Tag": [{"Key": "acs:x", "Value": "v"}]}
    refused(lambda: call("tag_resources", "TagResources", wrong), *malformed)


def ecs(address):
    from alibabacloud_ecs20140526 import client, models

    call = caller(client_of(client, address), models)

    def create(name):
        params = {"RegionId": REGION, "SecurityGroupName": name}
        return call("create_security_group", "CreateSecurityGroup", params)["SecurityGroupId"]

    errors = [
        (404, "InvalidResourceId.NotFound"),
        (400, "Duplicate.TagKey"),
        (400, "InvalidTagKey.Malformed"),
    ]
    drive(call, create, "securitygroup", errors)
    pair = call("create_key_pair", "CreateKeyPair", {"RegionId": REGION, "KeyPairName": "pair"})
    assert pair["KeyPairName"] == "pair", pair


def cbn(address):
    from alibabacloud_cbn20170912 import client, models

    call = caller(client_of(client, address), models)

    def create(name):
        return call("create_cen", "CreateCen", {"Name": name})["CenId"]

    errors = [
        (400, "InvalidInstanceIds.NotFound"),
        (400, "DuplicatedParam.TagKey"),
        (400, "InvalidTagKey"),
    ]
    drive(call, create, "cen", errors)


if __name__ == "__main__":
    product, address = sys.argv[1:]
    {"ecs": ecs, "cbn": cbn}[product](address)
    print(f"{product}: its SDK creates, tags, lists, untags and is refused as its page says")
