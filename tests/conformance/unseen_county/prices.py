"""The price catalogue, the loss standards and the limits of connection work."""

from __future__ import annotations

from datetime import date

from .county import County, Row

VOLTAGES = ("不满1千伏", "1-10千伏", "35-110千伏以下")
# name of the price, class of use, strategy, lowest and highest price at the lowest voltage
PRICES = (
    ("居民阶梯", "居民", "单一制", 0.52, 0.82),
    ("居民合表", "居民", "单一制", 0.5362, 0.5362),
    ("农业生产", "农业", "单一制", 0.51, 0.56),
    ("农业排灌", "农业", "单一制", 0.48, 0.53),
    ("工商业单一制", "工商业", "单一制", 0.55, 0.95),
    ("工商业两部制", "工商业", "两部制", 0.48, 0.85),
    ("大工业两部制", "大工业", "两部制", 0.45, 0.83),
    ("趸售", "趸售", "单一制", 0.35, 0.5),
)


def build_prices(county: County) -> None:
    """After this every class of use has a price in force for every voltage, and one price has run out."""
    for place, (name, use, strategy, low, high) in enumerate(PRICES):
        for step, volt in enumerate(VOLTAGES):
            county.add(
                "price_catalog",
                price_code=f"{place + 1}0{step + 1}",
                price_name=f"{name}({volt})",
                elec_class=use,
                volt_level=volt,
                strategy=strategy,
                min_price=round(low - 0.02 * step, 4),
                max_price=round(high - 0.02 * step, 4),
                valid_from=date(2024, 1, 1),
                valid_to=None,
            )
    county.add(
        "price_catalog",
        price_code="901",
        price_name="商业用电(旧)",
        elec_class="工商业",
        volt_level="不满1千伏",
        strategy="单一制",
        min_price=0.7,
        max_price=0.9,
        valid_from=date(2015, 1, 1),
        valid_to=date(2020, 12, 31),
    )
    for cap in (50, 80, 100, 125, 160, 200, 250, 315, 400, 500, 630, 800, 1000, 1250, 1600, 2000, 2500, 3150, 4000):
        for model in ("S11-M", "S13-M"):
            county.add(
                "tran_loss_std",
                model_no=f"{model}-{cap}/10",
                plate_cap=cap,
                loss_code=f"{model[1:3]}{cap:04d}",
                p0=round(cap * 0.0012, 4),
                pk=round(cap * 0.012, 4),
            )


def price_of(county: County, name: str, volt: str) -> Row:
    """The price in force of this name for a voltage like 交流10kV."""
    kilovolts = float(volt.removeprefix("交流").removesuffix("kV")) if volt.endswith("kV") else 0.22
    step = VOLTAGES[0] if kilovolts < 1 else VOLTAGES[1] if kilovolts <= 10 else VOLTAGES[2]
    return county.find("price_catalog", price_name=f"{name}({step})")
