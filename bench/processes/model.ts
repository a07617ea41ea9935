/** The scripted model as a process of its own: the answer follows from the question, so a mix-up is noticed. */
import { echo, lastUserText, startScriptedModel, tokens } from "#tests/support/scripted-model.ts";
import { answerTokens, firstTokenMs, parseQuestion } from "../streams/question.ts";

const model = await startScriptedModel({
  recordsRequests: false,
  answer: (request) => {
    const question = parseQuestion(lastUserText(request));
    if (!question) return echo()(request);
    const { tokensPerSecond } = question;
    return tokens(answerTokens(question), { tokensPerSecond, firstTokenMs })(request);
  },
});
process.stdout.write(`ready ${JSON.stringify({ url: model.url })}\n`);
