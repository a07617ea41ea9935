import type { Spoken } from "./languages/spoken.ts";

interface ModelServer {
  name: string;
  pattern: RegExp;
  commands: string;
}

const servers: readonly ModelServer[] = [
  {
    name: "Ollama",
    pattern: /\bollama\b/i,
    commands: `ollama pull llama3.2
LLM='{"url":"http://localhost:11434","model":"llama3.2"}' npm start`,
  },
  {
    name: "llama.cpp",
    pattern: /\bllama[ ._-]?(?:cpp|server)\b|\bgguf\b/i,
    commands: `llama-server -m model.gguf -c 16384 -np 2 --port 8081
LLM=http://localhost:8081 npm start`,
  },
  {
    name: "vLLM",
    pattern: /\bvllm\b/i,
    commands: `vllm serve Qwen/Qwen2.5-7B-Instruct --port 8000
LLM=http://localhost:8000 npm start`,
  },
  {
    name: "Text Generation Inference (TGI)",
    pattern: /\btgi\b|text[ -]generation[ -]inference/i,
    commands: `docker run --gpus all --shm-size 1g -p 8082:80 -v "$PWD/models:/data" \\
  ghcr.io/huggingface/text-generation-inference --model-id Qwen/Qwen2.5-7B-Instruct
LLM=http://localhost:8082 npm start`,
  },
];

const maxLength = 300;
const asksToConnect =
  /connect|configur|set ?up|\buse\b|\badd\b|plug|switch|verbind|anschlie|einricht|benutz|nutze|conect|usar|añad|branch|utilis|ajout|连接|接入|使用|配置|أصل|صل|ربط|توصيل|استخدم/i;
const namesModel = /model|modell|modelo|modèle|模型|نموذج|\bllm\b/i;

function format({ name, commands }: ModelServer): string {
  return `**${name}**\n\n\`\`\`sh\n${commands}\n\`\`\``;
}

/** How a real model is connected: the servers that are named, else all of them; undefined for any other message. */
export function findConnecting(message: string, { connect }: Spoken): string | undefined {
  if (message.length > maxLength) return undefined;
  const named = servers.filter(({ pattern }) => pattern.test(message));
  if (named.length === 0 && !(asksToConnect.test(message) && namesModel.test(message))) return undefined;
  const shown = named.length > 0 ? named : servers;
  return [connect.lead, ...shown.map(format), connect.after].join("\n\n");
}
