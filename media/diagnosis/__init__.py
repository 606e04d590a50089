"""Video quality diagnosis (视频质量诊断) on samples of decoded pictures, in processes of their own."""
