// The call of an inbox, in JavaScript: through Rust each object that takes part
// in it would be made twice, and each of them costs more than the hash of a
// webhook does.

/** Posts a frame to an inbox of this name; gives the answer's status. */
export async function post(env, name, path, frame, deadlineMs) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error("the inbox did not answer in time")), deadlineMs);
  });
  // The frame is a view of memory that may be another's by the time it is sent.
  const init = { method: "POST", body: frame.slice() };
  try {
    const call = env.INBOX.getByName(name).fetch(`https://inbox${path}`, init);
    const { status } = await Promise.race([call, late]);
    return status;
  } finally {
    clearTimeout(timer);
  }
}
