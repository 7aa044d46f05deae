/** Shells for which there is a completion. */
export const shells = ["bash", "zsh", "fish"] as const;
export type Shell = (typeof shells)[number];

/**
 * Scripts that define the completion of `model-registry`. They ask the program itself, which prints one
 * candidate a line with a tab before its description, or `:files` for the shell's own completion of
 * paths. What is typed is handed on as it is, never evaluated.
 */
export const completionScripts: Readonly<Record<Shell, string>> = {
  // Bash splits words at @, : and = as well, and replaces only what stands after the last of them.
  bash: `_model_registry() {
  local line="\${COMP_LINE:0:COMP_POINT}" words=() current prefix="" candidate
  read -ra words <<< "$line"
  [[ $line == *[[:space:]] ]] && words+=("")
  current="\${words[\${#words[@]}-1]}"
  [[ $current == *[@:=]* ]] && prefix="\${current%"\${current##*[@:=]}"}"
  COMPREPLY=()
  while IFS=$'\\t' read -r candidate _; do
    if [[ $candidate == :files ]]; then
      compopt -o default 2> /dev/null
      return
    fi
    COMPREPLY+=("\${candidate#"$prefix"}")
  done < <(model-registry completion --candidates -- "\${words[@]:1}" 2> /dev/null)
}
complete -F _model_registry model-registry
`,
  zsh: `#compdef model-registry
_model_registry() {
  local -a answers described
  local answer
  answers=("\${(@f)$(model-registry completion --candidates -- "\${(@)words[2,CURRENT]}" 2> /dev/null)}")
  if [[ $answers[1] == :files ]]; then
    _files
    return
  fi
  for answer in $answers; do
    described+=("\${\${answer%%$'\\t'*}//:/\\\\:}:\${answer#*$'\\t'}")
  done
  _describe -V 'model-registry' described
}
# As a file of fpath, this runs at the first completion; otherwise it is sourced.
if [[ $funcstack[1] == _model-registry ]]; then
  _model_registry "$@"
else
  compdef _model_registry model-registry
fi
`,
  fish: `function __model_registry_candidates
    set -l words (commandline --tokenize --cut-at-cursor --current-process) (commandline --current-token --cut-at-cursor)
    set -l answers (model-registry completion --candidates -- $words[2..] 2> /dev/null)
    if test "$answers[1]" = :files
        __fish_complete_path $words[-1]
    else
        printf '%s\\n' $answers
    end
end
complete --command model-registry --no-files --keep-order --arguments '(__model_registry_candidates)'
`,
};
