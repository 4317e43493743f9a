"""Where the sandbox enters."""

import captioner
import wit_world
from componentize_py_types import Err
from wit_world import Failure_InvalidInput, Failure_Unsupported
from wit_world.imports import log


class WitWorld(wit_world.WitWorld):
    """The agent."""

    def execute(self, input: bytes) -> bytes:
        """Does the task's work."""
        try:
            output = captioner.answer(input)
        except captioner.InvalidInput as error:
            raise Err(Failure_InvalidInput(str(error))) from error
        except captioner.Unsupported as error:
            raise Err(Failure_Unsupported(str(error))) from error
        log.log(log.Level.INFO, f"{len(input)} bytes of picture, {len(output)} bytes of description")
        return output
