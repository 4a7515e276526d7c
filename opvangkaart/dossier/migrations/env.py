"""What Alembic runs: the steps over the connection that the dossier hands it."""

from alembic import context

from opvangkaart.dossier.model import metadata

if hasattr(context, "config"):  # Alembic runs it; who only imports it finds nothing to do
    context.configure(
        connection=context.config.attributes["connection"], target_metadata=metadata,
        render_as_batch=True,
    )  # fmt: skip
    context.run_migrations()
