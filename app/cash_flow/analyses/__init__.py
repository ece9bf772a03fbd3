"""The months ahead as they were computed: figures, findings, scenarios and a chart."""
