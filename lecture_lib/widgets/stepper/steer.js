// Drag to pan, two fingers to zoom; the wheel zooms once the widget has the focus, and scrolls
// the page before.
export function steer(field, cameraOf, isWanted) {
  const fingers = new Map();
  let moved = 0;
  const place = (event) => {
    const box = field.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };
  const spread = () => {
    const [[ax, ay], [bx, by]] = [...fingers.values()];
    return Math.hypot(ax - bx, ay - by) || 1;
  };
  field.addEventListener("pointerdown", (event) => {
    if (event.button) return;
    fingers.set(event.pointerId, place(event));
    moved = 0;
  });
  field.addEventListener("pointermove", (event) => {
    const last = fingers.get(event.pointerId);
    if (!last) return;
    const now = place(event);
    const before = fingers.size > 1 ? spread() : 0;
    fingers.set(event.pointerId, now);
    moved += Math.abs(now[0] - last[0]) + Math.abs(now[1] - last[1]);
    if (moved < 4) return;
    if (!field.hasPointerCapture(event.pointerId)) field.setPointerCapture(event.pointerId);
    field.classList.add("is-dragged");
    if (fingers.size > 1) cameraOf().zoom(spread() / before, cameraOf().toPicture(...now));
    else cameraOf().pan(now[0] - last[0], now[1] - last[1]);
  });
  for (const end of ["pointerup", "pointercancel", "lostpointercapture"]) {
    field.addEventListener(end, (event) => {
      fingers.delete(event.pointerId);
      if (!fingers.size) field.classList.remove("is-dragged");
    });
  }
  field.addEventListener(
    "wheel",
    (event) => {
      if (!event.ctrlKey && !isWanted()) return;
      event.preventDefault();
      cameraOf().zoom(
        Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.0015)),
        cameraOf().toPicture(...place(event)),
      );
    },
    { passive: false },
  );
  return { wasDragged: () => moved >= 4 };
}
