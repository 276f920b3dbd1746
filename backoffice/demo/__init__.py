"""A demonstration company, written as the files its people, vendors and banks would send."""

from backoffice.demo.writing import DemoManifest, DemoStep, write_demo_company

__all__ = ["DemoManifest", "DemoStep", "write_demo_company"]
