"""``camproof city check``: reads a city file and all that it names, and says what was found and assumed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from camproof.domain.errors import InputError

__all__ = ["check_city"]


def check_city(
    file: Annotated[Path, typer.Argument(help="The city file (*.city.yaml).")],
    picture: Annotated[Path | None, typer.Option(help="Write the laid-out network there, as SVG.")] = None,
    seed: Annotated[int, typer.Option("--seed", help="Of a made city.", min=0)] = 1,
) -> None:
    """Read a city file, its inventory, network and places, and name every problem.

    Example: camproof city check town.city.yaml --picture network.svg
    """
    from camproof.simulator.inputs import open_city, read_buildings, read_places  # noqa: PLC0415 - slow to load
    from camproof.simulator.layout import lay_out, picture_of  # noqa: PLC0415

    try:
        city = open_city(file, seed)
        network = lay_out(city.inventory, city.spec.rules, city.spec.explicit)
        lines = [
            f"{city.spec.name}: {city.rows} rows, {len(city.inventory)} cameras, {city.refused} left out",
            f"network: {len(network.node_kind)} nodes, {len(network.link_a)} links, {network.zones} zones, "
            f"{len(network.feeder_x_m)} power feeders, {len(network.recorder_node)} recorders",
        ]
        lines += [issue.text for issue in city.issues] + [f"note: {note}" for note in city.notes]
        sight, origin = city.spec.coverage, city.inventory.origin
        if sight.places is not None:
            places = read_places(sight.places, origin, dict(sight.kinds))
            lines.append(f"places: {len(places.places.names)}, as {len(places.places)} points")
            lines += [issue.text for issue in places.issues] + [f"note: {note}" for note in places.notes]
        if sight.occluders is not None:
            lines.append(f"buildings: {len(read_buildings(sight.occluders, origin))}")
        if picture is not None:
            picture.write_text(picture_of(network, city.inventory), encoding="utf-8")
    except InputError as wrong:
        typer.echo(str(wrong), err=True)
        raise typer.Exit(2) from None
    except OSError as wrong:
        typer.echo(f"{picture} cannot be written: {wrong.strerror}", err=True)
        raise typer.Exit(2) from None
    for line in lines:
        typer.echo(line)
