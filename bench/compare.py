"""What Alembic's autogenerate does between reading its own models and writing a file: reflect and compare."""
import pickle
import sys

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import MetaData, create_engine

what, url, path = sys.argv[1:]
engine = create_engine(url.replace("postgres://", "postgresql+psycopg2://"))
with engine.connect() as connection:
    if what == "reflect":
        metadata = MetaData()
        metadata.reflect(connection)
        with open(path, "wb") as file:
            pickle.dump(metadata, file)
    else:
        with open(path, "rb") as file:
            metadata = pickle.load(file)
        # Defaults are left out: Alembic cannot compare those that it has reflected itself.
        options = {"compare_type": True}
        compare_metadata(MigrationContext.configure(connection, opts=options), metadata)
