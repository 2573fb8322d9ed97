"""Corrupted Chinese record pairs with truth, made without looking at the matcher.

    python -m tests.matching_truth FOLDER --pairs 100000 --seed 1 --setting standard     # or harder
    python -m tests.bench.bench_matching FOLDER                                           # measures on that folder

FOLDER then holds, each as .csv and .parquet: `left` (customers), `population` and `market` (the reference, split),
`mixed` (the reference as one table: record_no, name, name_used, id_no, legal_rep, addr, phone), `truth` and `traps`
(left_key, right_key, kind). `left_key` is cons_no, `right_key` record_no (P… persons, M… organisations).
With `--others` also `estate`, `standard` and `payment`, each with truth_<table> and traps_<table>, and truth_self;
with `--exports OUT` the same records as the files a user would import (用电客户.csv, 公安人口.csv, 市场主体.csv).
"""
