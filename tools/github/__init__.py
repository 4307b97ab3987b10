"""What the workflows in .github/workflows/ run, where a line of shell would not do.

`files` and `result` run in check.yml with a pull request's own code and a token that reads. `reply` runs
on the main branch with a token that writes comments, and installs nothing; `intake` answers a filled-in
form. Whatever comes from a pull request, an artifact or an issue is data to them, and hostile until read.
"""
