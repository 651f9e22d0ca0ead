"""The report: its model, its plain-word verdict, its figures, and the ways to write it down."""
