"""The way of the Tab key over a page, from its top: to everything that can be worked with, in its order, and out again.

Of a group of radio buttons one is a stop, as arrows lead to the others. What is folded up is none.
"""

from typing import Any

from playwright.async_api import Page

SEEN = """e => {
  const look = getComputedStyle(e);
  const marked = (look.outlineStyle !== "none" && parseFloat(look.outlineWidth) > 0) || look.boxShadow !== "none";
  if (!marked || !e.checkVisibility({opacityProperty: true, visibilityProperty: true})) return false;
  return [...e.getClientRects()].some(box => {
    const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
    const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
    if (right - left <= 1 || bottom - top <= 1) return false;
    const above = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
    return e.contains(above) || !!above?.contains(e);
  });
}"""
"""Whether an element that has the focus is marked, in the window, and under nothing else."""
STOPS = """() => {
  const shown = e => e.checkVisibility({visibilityProperty: true}) && !e.closest("[aria-hidden=true]");
  const works = "a[href], button, input, select, textarea, summary, iframe, [contenteditable], [tabindex='0']";
  const chosen = e => {
    if (e.type !== "radio") return true;
    const group = [...document.querySelectorAll("input[type=radio]")].filter(o => o.name === e.name && o.form === e.form);
    return e === (group.find(o => o.checked) ?? group[0]);
  };
  return [...document.querySelectorAll(works)].filter(e => !e.matches(':disabled') && shown(e) && chosen(e));
}"""
"""What Tab stops at, in the order of the page."""
BEGIN = """() => {
  const seen = SEEN;
  const stops = (STOPS)();
  const named = e => {
    if (!e || e === document.body) return "nothing";
    const place = stops.indexOf(e), text = (e.ariaLabel || e.labels?.[0]?.innerText || e.innerText || "").trim();
    return `${place + 1}. ${e.localName} ${text.replace(/\\s+/g, " ").slice(0, 40)}`;
  };
  const walked = {stops: stops.map(named), reached: [], unseen: []};
  document.addEventListener("keydown", () => {
    const at = document.activeElement;
    walked.reached.push(named(at));
    if (at !== document.body && !seen(at)) walked.unseen.push(named(at));
  }, {capture: true});
  const top = document.createElement("span");
  top.tabIndex = -1;
  document.body.prepend(top);
  top.focus();
  top.remove();
  walked.rest = () => named(document.activeElement);
  window.walked = walked;
  return stops.length;
}""".replace("SEEN", SEEN).replace("STOPS", STOPS)
END = "() => ({...window.walked, rest: window.walked.rest()})"
TAB: dict[str, Any] = {"key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}


async def tabbed(page: Page) -> list[str]:
    """What is wrong with the way: nothing, if it is as it should be."""
    keys = await page.context.new_cdp_session(page)
    for _ in range(await page.evaluate(BEGIN) + 1):
        await keys.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", **TAB})
    walked = await page.evaluate(END)
    await keys.detach()
    wrong = [f"nobody sees the focus on {stop}" for stop in walked["unseen"]]
    wanted = ["nothing", *walked["stops"]]
    if walked["reached"] != wanted:
        first = next(n for n, (one, other) in enumerate(zip(walked["reached"], wanted, strict=True)) if one != other)
        wrong.append(f"Tab leads to {walked['reached'][first]} after {wanted[first - 1]}, where {wanted[first]} stands next")
    if walked["rest"] not in wanted[:2]:
        wrong.append(f"at the end Tab does not leave the page, but {walked['rest']} has the focus")
    return wrong
