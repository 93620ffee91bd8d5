"""Checks: what must hold of a node's result, as data; the plan computes them, beside the graph.

Its modules are imported one by one: a graph without checks needs but `check`.
"""
