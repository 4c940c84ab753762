FROM python:3.11-slim

ENV PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    PORT=8501

RUN useradd --create-home --uid 1000 app
WORKDIR /app

# The libraries change seldom: a layer of their own, made again only when requirements.txt changes.
COPY requirements.txt ./
RUN pip install --no-cache-dir --disable-pip-version-check --root-user-action=ignore -r requirements.txt

COPY . ./

USER app
ENV HOME=/home/app
EXPOSE 8501

HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", \
  "import os, urllib.request as u; u.urlopen(f\"http://127.0.0.1:{os.environ['PORT']}/_stcore/health\", timeout=4)"]

# exec: Streamlit takes the shell's place as the first process, so that SIGTERM reaches and stops it.
CMD ["sh", "-c", "exec streamlit run app.py --server.address=0.0.0.0 --server.port=$PORT"]
