"""A small emulator of VPC's tags, in memory and in JSON alone. Judge it with

    tagproof run --target 'exec:python3 examples/exec/emulator.py'

and break it with `emulator.py --quota 21`: a resource has at most 20 tags.
"""
import json, re, sys, uuid

QUOTA = int(sys.argv[2]) if sys.argv[1:2] == ["--quota"] else 20
TYPES = {"VPC": ("CreateVpc", "DeleteVpc", "VpcId"),
         "VSWITCH": ("CreateVSwitch", "DeleteVSwitch", "VSwitchId"),
         "ROUTETABLE": ("CreateRouteTable", "DeleteRouteTable", "RouteTableId"),
         "EIP": ("AllocateEipAddress", "ReleaseEipAddress", "AllocationId"),
         "VpnGateway": ("CreateVpnGateway", "DeleteVpnGateway", "VpnGatewayId"),
         "NATGATEWAY": ("CreateNatGateway", "DeleteNatGateway", "NatGatewayId")}
WORD = re.compile("(?!aliyun)[A-Za-z][A-Za-z0-9._-]*")
resources = {}  # id: (account and region, type, tags)

def check(holds, code, status=400):
    if not holds:
        raise LookupError(code, status)

def numbered(params, form):
    """The parameters of a form such as `Tag.#.Key`, by their numbers."""
    pattern = re.escape(form).replace(r"\#", "([1-9][0-9]*)")
    found = ((re.fullmatch(pattern, name), value) for name, value in params.items())
    return {match[1]: value for match, value in found if match}

def answer(params):
    check(params is not None and params.get("RegionId"), "MissingRegionId")
    action, kind = params.get("Action"), params.get("ResourceType")
    home = (params.get("AccessKeyId"), params["RegionId"])
    for name, (create, delete, id_field) in TYPES.items():
        if action == create:
            new = f"{name.lower()}-{uuid.uuid4().hex[:17]}"
            resources[new] = (home, name, {})
            return {id_field: new}
        if action == delete:
            check(resources.get(params.get(id_field), (None,))[0] == home, "NotFound", 404)
            del resources[params[id_field]]
            return {}
    ids = numbered(params, "ResourceId.#").values()
    keys, values = numbered(params, "Tag.#.Key"), numbered(params, "Tag.#.Value")
    new = {key: values.get(number, "") for number, key in keys.items()}
    tags = {id: tags for id, (where, what, tags) in resources.items()
            if where == home and what == (kind or what)}
    if action in ("ListTagResources", "DescribeTags", "DescribeTagKeys"):
        def fits(key, value):
            return key in new and new[key] in ("", value)
        # A listing shows the resources that have every pair, the others any pair.
        lists = action == "ListTagResources"
        rows = [{"ResourceId": id, "ResourceType": kind, "TagKey": key, "TagValue": value}
                for id in tags if not ids or id in ids
                if not lists or sum(fits(*tag) for tag in tags[id].items()) == len(new)
                for key, value in tags[id].items()
                if params.get("Keyword", "") in key and (lists or not keys or fits(key, value))]
        if action == "DescribeTagKeys":
            return {"TagKeys": {"TagKey": rows}}
        return {"TagResources": {"TagResource": rows}}
    check(action in ("TagResources", "UnTagResources"), "InvalidAction.NotFound", 404)
    check(kind, "MissingResourceType")
    check(kind in TYPES, "InvalidInstanceType.NotFound")
    check(ids, "MissingResourceId")
    check(len(ids) <= 20, "SizeLimitExceeded.ResourceId")
    check(all(id in tags for id in ids), "InvalidInstanceIds.NotFound")
    if action == "UnTagResources":
        gone = numbered(params, "TagKey.#").values()
        for id in ids:
            for key in list(tags[id]) if params.get("All", "").lower() == "true" else gone:
                tags[id].pop(key, None)
        return {}
    check(keys and values.keys() <= keys.keys(), "MissingParameter.TagKey")
    check(len(keys) <= 20, "SizeLimitExceeded.TagNum")
    check(len(new) == len(keys), "Forbidden.TagKey.Duplicated")
    check(all(len(key) <= 64 and WORD.fullmatch(key) for key in new), "InvalidTagKey")
    check(all(len(value) <= 128 and WORD.fullmatch(value or "v") for value in new.values()),
          "InvalidTagValue")
    check(all(len({**tags[id], **new}) <= QUOTA for id in ids), "QuotaExceeded.TagNum")
    for id in ids:
        tags[id].update(new)
    return {}

sys.stdin.reconfigure(encoding="utf-8")
sys.stdin.readline()
print('{"tagproof": 1}', flush=True)
for line in sys.stdin:
    request = json.loads(line)
    try:
        status, body = 200, answer(request["params"])
    except LookupError as refused:
        code, status = refused.args
        body = {"Code": code, "Message": code}
    body["RequestId"] = str(uuid.uuid4()).upper()
    print(json.dumps({"id": request["id"], "status": status, "body": body}), flush=True)
