"""A long prompt planned by a model, once for a whole batch; the rules check the plan and stand where it fails."""

from dataclasses import replace

from ....prompts.compiled import CompiledPrompt
from ....prompts.compiler import compile_prompt
from ....prompts.messages import document
from ....prompts.plan import Refused, checked, plan_instructions, plan_schema
from ....prompts.structure import asked_structure
from ....schemas.errors import ModelError, PromptUnclear
from .call import Caller, Request


async def planned(text: str, structure: str, caller: Caller) -> CompiledPrompt:
    """The compiled prompt, its fields as the model split them if its plan holds to the user's words.

    Where the model fails or its plan is refused, the rules' own reading stands and `assumptions` says why.

    Raises:
        PromptUnclear, PromptRejected, PromptInvalid: the prompt cannot be used; PROMPT_UNCLEAR only where no plan
            could be followed either.
    """
    unclear: PromptUnclear | None = None
    by_rules: CompiledPrompt | None = None
    try:
        by_rules = compile_prompt(text, structure)
    except PromptUnclear as error:
        unclear = error
    request = Request(plan_instructions(), (document({1: text}),), plan_schema(), "plan", purpose="plan")
    model = caller.name
    try:
        completion = await caller.call(request)
        model = completion.model or model
        plan = checked(completion.text, text, by_rules, asked_structure(structure))
    except ModelError as error:
        plan = Refused(error.message)
    if isinstance(plan, CompiledPrompt):
        return replace(plan, assumptions=(f"the prompt was planned by {model}",))
    if by_rules is None:
        assert unclear is not None
        raise unclear
    why = f"the model's plan for the prompt was not followed: {plan.reason}"
    return replace(by_rules, assumptions=(*by_rules.assumptions, why))
