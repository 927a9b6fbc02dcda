"""Makes a HAR file small and takes its secrets out: redact.py FROM TO."""

import json
import re
import sys

KEPT = {"host", "content-type", "accept", "authorization"}


def headers(found):
    kept = []
    for header in found:
        name, value = header["name"], header["value"]
        if name.lower() in KEPT or name.lower().startswith("x-acs-"):
            if name.lower() == "x-acs-security-token":
                value = "hidden"
            # The form of a signature stays, so that the header can be read.
            value = re.sub(r"Signature=[0-9a-fA-F]+", "Signature=" + "0" * 64, value)
            kept.append({"name": name, "value": value})
    return kept


def plain(text):
    text = re.sub(r"\b(Signature|SecurityToken)=[^&]*", r"\1=hidden", text)
    # A server that refuses a signature says which one it wanted, but for this.
    return re.sub(r"server string to sign is:[^\"]*", "server string to sign is:hidden", text)


def entry(found):
    request, response = found["request"], found["response"]
    kept = {
        "startedDateTime": found["startedDateTime"],
        "time": round(found["time"], 3),
        "request": {
            "method": request["method"],
            "url": plain(request["url"]),
            "headers": headers(request["headers"]),
        },
        "response": {
            "status": response["status"],
            "headers": headers(response["headers"]),
            "content": {
                "mimeType": response["content"].get("mimeType", ""),
                "text": plain(response["content"].get("text", "")),
            },
        },
    }
    body = request.get("postData", {})
    if body.get("text"):
        kept["request"]["postData"] = {
            "mimeType": body.get("mimeType", ""),
            "text": plain(body["text"]),
        }
    return kept


def main():
    source, destination = sys.argv[1:]
    with open(source, encoding="utf-8") as file:
        log = json.load(file)["log"]
    entries = ",\n".join(json.dumps(entry(one), ensure_ascii=False) for one in log["entries"])
    creator = json.dumps(log["creator"])
    with open(destination, "w", encoding="utf-8") as file:
        file.write(f'{{"log": {{"version": "1.2", "creator": {creator}, "entries": [\n{entries}\n]}}}}\n')


main()
