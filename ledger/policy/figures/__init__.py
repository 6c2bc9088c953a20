"""Indicators (考核指标): each a declared row with the sets that make it, so that anyone can count it again."""
