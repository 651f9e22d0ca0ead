"""One question per file: run(params) -> frozen result -> JSON; bench_*.py are benchmarks."""
