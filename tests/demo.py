#!/usr/bin/env python3
"""make demo: serves the sample portal, crawls it, shows what came of it, and crawls it again."""
import argparse
import glob
import json
import os
import shutil
import subprocess
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "portal"))
import sample
from server import Portal


def crawl(program, data, url):
    command = [program, "crawl", "-v", "--data", data, "--delay", "0", "--allow-private", url]
    print("$", " ".join(command), flush=True)
    run = subprocess.run(command, stderr=subprocess.PIPE, text=True)
    lines = run.stderr.splitlines()
    print("\n".join("  " + line for line in lines[-1:]), flush=True)
    if run.returncode:
        print(run.stderr)
        sys.exit(f"demo: crawl ended with status {run.returncode}")


def records(data):
    files = sorted(glob.glob(os.path.join(data, "*", "*", "*", "*.jsonl")))
    return files, [json.loads(line) for name in files for line in open(name, encoding="utf-8")]


def show(record):
    print(f"\n  title   {record['title']}")
    print(f"  byline  {', '.join(record['byline'])}    date  {record['date']}    charset  {record.get('charset')}")
    print(f"  body    {(record['body'] or '')[:90].splitlines()[0]} …")
    print(f"  related {len(record['related'])} links")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--data", required=True)
    options = parser.parse_args()
    program = os.path.join(".", options.program)
    shutil.rmtree(options.data, ignore_errors=True)
    with Portal(sample.build()) as portal:
        print(f"The sample portal is at {portal.url}")
        crawl(program, options.data, portal.url)
        files, first = records(options.data)
        for record in first[:4]:
            show(record)
        print(f"\n{len(first)} articles are in the archive:")
        print("\n".join("  " + name for name in files))
        print("\nOnce more: nothing is fetched whole or clipped twice.")
        asked = len(portal.log)
        crawl(program, options.data, portal.url)
        again = portal.log[asked:]
        unchanged = sum(entry["status"] == 304 for entry in again)
        whole = [entry["path"] for entry in again if entry["status"] == 200 and entry["path"] != "/robots.txt"]
        print(f"  {len(again)} requests, {unchanged} answered with 304 (not modified)")
        if whole or len(records(options.data)[1]) != len(first):
            sys.exit(f"demo: fetched whole: {whole}; {len(records(options.data)[1])} records after {len(first)}")
    print("\nLook at them:  jq -r '.date + \"  \" + .title' " + files[0])


main()
