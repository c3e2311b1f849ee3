"""Write a dump: `python -m demo --date 2026-03-11 --seed 1 --out demo.json`."""

import argparse
import json
from datetime import date
from pathlib import Path

from demo.app.database import demo_data


def main() -> None:
    parser = argparse.ArgumentParser(prog="demo", description="Write a demo database dump.")
    parser.add_argument("--date", type=date.fromisoformat, required=True, help="YYYY-MM-DD")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    data = demo_data(args.date, args.seed)
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    args.out.write_text(text, encoding="utf-8")
    print(f"{args.out}: {len(data['Companies'])} companies, {args.out.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
