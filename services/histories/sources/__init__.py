"""Where versions come from: a folder of dated files, or a git repository. The one door to both is `versions`."""
