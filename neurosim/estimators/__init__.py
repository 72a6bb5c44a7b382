"""Estimators of scikit-learn whose networks are graphs of neurons."""
