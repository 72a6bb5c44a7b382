"""Fitted estimators of scikit-learn."""
