/** Pipeline tags by the ending of a class, as transformers/models/auto/modeling_auto.py pairs them. */
const tasks: readonly (readonly [ending: string, task: string])[] = [
  ["ForCausalLM", "text-generation"],
  ["LMHeadModel", "text-generation"],
  ["ForSequenceClassification", "text-classification"],
  ["ForTokenClassification", "token-classification"],
  ["ForQuestionAnswering", "question-answering"],
  ["ForMaskedLM", "fill-mask"],
  ["ForImageClassification", "image-classification"],
  ["ForObjectDetection", "object-detection"],
  ["ForSemanticSegmentation", "image-segmentation"],
  ["ForImageTextToText", "image-text-to-text"],
  ["ForAudioClassification", "audio-classification"],
  ["ForCTC", "automatic-speech-recognition"],
  ["ForSpeechSeq2Seq", "automatic-speech-recognition"],
  ["ForDepthEstimation", "depth-estimation"],
];

export function taskOfArchitecture(architecture: string): string | undefined {
  return tasks.find(([ending]) => architecture.endsWith(ending))?.[1];
}
