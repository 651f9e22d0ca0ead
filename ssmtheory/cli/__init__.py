"""Click commands, one file per command: parse, call, print.  No mathematics."""
