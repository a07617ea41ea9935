/** The first words of every conversation: nobody shall take the demo for a language model. */
export const introduction =
  "I am the **demo model**, not a language model: I look things up in this project's own documents and show what the chat can do. " +
  "To talk to a real model, set `LLM` to your server and start again:\n\n" +
  "```sh\nLLM=http://your-tgi:8080 npm start\n```";
